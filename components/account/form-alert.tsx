import { Icon } from "@/components/ui/icon";

/** What is wrong with a form as a whole. Always there, so that it is read out when it fills. */
export function FormAlert({ text }: { readonly text: string | undefined }) {
  return (
    <div role="alert" className="empty:hidden">
      {text === undefined ? null : (
        <p className="flex gap-2 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
          <Icon name="alert" className="mt-0.5 size-4 shrink-0" />
          {text}
        </p>
      )}
    </div>
  );
}
