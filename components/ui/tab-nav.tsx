"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { tabClasses } from "./tabs";

interface TabNavProps {
  readonly label: string;
  readonly items: readonly { readonly href: string; readonly label: string }[];
}

/** Pages that belong together, as tabs: each has its address. */
export function TabNav({ label, items }: TabNavProps) {
  const here = usePathname();
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-4">
        {items.map((item) => (
          <li key={item.href} className="flex">
            <Link href={item.href} className={tabClasses} aria-current={item.href === here ? "page" : undefined}>
              {item.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
