import { Icon } from "@/components/ui/icon";
import { studyNotices } from "@/lib/analysis/study-notices";
import type { Study } from "@/lib/contract/study";

/** What keeps the study from its best; nothing as long as all is well. */
export function StudyNotices({ study }: { readonly study: Study }) {
  const notices = studyNotices(study);
  if (notices.length === 0) return null;
  return (
    <ul aria-label="Notices" className="flex flex-col gap-2">
      {notices.map((notice) => (
        <li key={notice} className="flex gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-pretty text-warning">
          <Icon name="alert" className="mt-0.5 size-4 shrink-0" />
          {notice}
        </li>
      ))}
    </ul>
  );
}
