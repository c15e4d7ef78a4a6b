"use client";

import { Toast as Radix } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { Icon, type IconName } from "./icon";
import { IconButton } from "./icon-button";

export interface ToastMessage {
  readonly title: string;
  readonly description?: string;
  readonly tone?: "plain" | "success" | "danger";
  /** One way to take it back or to go on. Never the only way: it goes away. */
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}

type ShowToast = (message: ToastMessage) => void;

const ToastContext = createContext<ShowToast | null>(null);

const LASTS_MS = 6000;
const SHOWN_AT_ONCE = 3;

/** Holds the messages of the whole page. Mounted once, in the root layout. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [messages, setMessages] = useState<readonly (ToastMessage & { readonly key: string })[]>([]);
  const show = useCallback<ShowToast>((message) => {
    const isSame = ({ title, description }: ToastMessage) =>
      title === message.title && description === message.description;
    // The same again takes the place of the first, and lasts anew.
    setMessages((before) =>
      [...before.filter((other) => !isSame(other)), { ...message, key: crypto.randomUUID() }].slice(-SHOWN_AT_ONCE),
    );
  }, []);
  return (
    <ToastContext value={show}>
      <Radix.Provider duration={LASTS_MS} swipeDirection="right" label="Message">
        {children}
        {messages.map(({ key, ...message }) => (
          <ToastCard
            key={key}
            message={message}
            onClosed={() => setMessages((before) => before.filter((other) => other.key !== key))}
          />
        ))}
        <Radix.Viewport className="fixed right-0 bottom-0 z-50 flex w-[min(24rem,100vw)] flex-col gap-2 p-4 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

/** `toast({ title: "Key revoked", tone: "success" })`: says that something was done, beside what the page itself shows. */
export function useToast(): ShowToast {
  const show = useContext(ToastContext);
  if (show === null) throw new Error("useToast needs a ToastProvider above it");
  return show;
}

const SIGNS: Readonly<Record<NonNullable<ToastMessage["tone"]>, { readonly icon: IconName; readonly look: string }>> = {
  plain: { icon: "info", look: "text-ink-soft" },
  success: { icon: "check", look: "text-accent" },
  danger: { icon: "alert", look: "text-danger" },
};

function ToastCard({ message, onClosed }: { readonly message: ToastMessage; readonly onClosed: () => void }) {
  const { icon, look } = SIGNS[message.tone ?? "plain"];
  return (
    <Radix.Root
      // What failed is said at once; what worked waits for a pause in reading.
      type={message.tone === "danger" ? "foreground" : "background"}
      onOpenChange={(open) => open || onClosed()}
      className="flex items-start gap-2.5 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3 shadow-float motion-safe:animate-from-right"
    >
      <Icon name={icon} className={`mt-0.5 size-4 shrink-0 ${look}`} />
      <div className="min-w-0 flex-1">
        <Radix.Title className="text-sm font-medium break-words">{message.title}</Radix.Title>
        {message.description === undefined ? null : (
          <Radix.Description className="text-xs break-words text-ink-soft">{message.description}</Radix.Description>
        )}
        {message.action === undefined ? null : (
          <Radix.Action
            altText={message.action.label}
            onClick={message.action.onSelect}
            className="mt-1 rounded-sm text-xs font-medium text-accent-strong hover:underline"
          >
            {message.action.label}
          </Radix.Action>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton icon="close" label="Dismiss" size="sm" />
      </Radix.Close>
    </Radix.Root>
  );
}
