/** A place that is being filled. Says so to screen readers once, by the label of the one around it. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden="true" className={`animate-breathe rounded-md bg-sunken ${className}`} />;
}
