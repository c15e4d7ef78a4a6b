import { Fragment } from "react";

/** A name that, where it has to be broken, is broken after one of its signs (`solver.|tolerance_|newton`) and not inside a word. */
export function BreakableName({ name }: { readonly name: string }) {
  let at = 0;
  return (
    <bdi>
      {name.split(/(?<=[._:/@-])/).map((part) => {
        at += part.length;
        return (
          <Fragment key={at}>
            {part}
            <wbr />
          </Fragment>
        );
      })}
    </bdi>
  );
}
