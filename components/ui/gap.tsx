/** There is no value: neither zero nor NaN. */
export function Gap() {
  return (
    <>
      <span aria-hidden="true" className="text-line-strong">
        –
      </span>
      <span className="sr-only">none</span>
    </>
  );
}
