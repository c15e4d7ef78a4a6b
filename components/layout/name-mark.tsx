/** The mark: a best-so-far line that has just found something better. */
export function NameMark({ className = "size-6" }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-[#0b7a69]" />
      <path
        d="M6 22h6v-5.5h6V12h8"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="26" cy="12" r="3.2" fill="#ffd166" />
    </svg>
  );
}
