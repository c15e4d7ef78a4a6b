/** A process of its own that opens the engine's threads and ends them while they load, at moments that spread over that. */
import { closeEngineHost, openEngineHost } from "../pool";

/** Around the moment at which a thread links its modules: 95 to 110 ms after its start where Node was seen to abort. */
const [FROM_MS, TO_MS] = [60, 160];

async function main(): Promise<void> {
  const [workerFile = "", rounds] = process.argv.slice(2);
  for (let round = 0; round < Number(rounds); round += 1) {
    openEngineHost({ workerFile, threads: 1 });
    await new Promise((resolve) => setTimeout(resolve, FROM_MS + ((round * 13.7) % (TO_MS - FROM_MS))));
    await closeEngineHost();
  }
}

await main();
