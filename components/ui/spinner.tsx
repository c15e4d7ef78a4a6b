/** Says to the eye that something is going on; its neighbor says it in words. */
export function Spinner({ className = "size-4" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={`animate-turn ${className}`} fill="none" aria-hidden="true">
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" className="opacity-25" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
