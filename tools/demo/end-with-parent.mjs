/**
 * Preloaded into what the demo starts (`node --import`): should the demo vanish without a word, its children stop too,
 * in their own orderly way.
 */
if (process.channel) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
