import { z } from "zod";
import { operation } from "./operation";
import { Cursor, Name, PageLimit, PersonId, page, ShareLinkId, StudyId, Timestamp } from "./primitives";

/** What a link may show beyond progress, objectives, their values and dates, each only when it was chosen (S8). */
export const shareParts = ["parameters", "trials", "search_space", "tags"] as const;
export const SharePart = z.enum(shareParts);
export type SharePart = z.infer<typeof SharePart>;

export const shareLinkStates = ["open", "revoked", "expired"] as const;

const Shows = z.array(SharePart).max(shareParts.length);

export const ShareLink = z
  .object({
    id: ShareLinkId,
    study_id: StudyId,
    title: z.string().nullable().meta({ description: "Stands in the place of the study's name." }),
    shows: Shows,
    state: z.enum(shareLinkStates),
    created_by: PersonId,
    created_at: Timestamp,
    expires_at: Timestamp,
    last_opened_at: Timestamp.nullable().meta({ description: "Noted at most once a minute." }),
  })
  .meta({ id: "ShareLink" });
export type ShareLink = z.infer<typeof ShareLink>;

export const createShareLink = operation({
  id: "share.create",
  summary: "Make a share link of a study; its address is shown this once",
  kind: "mutation",
  scope: "share:write",
  input: z.strictObject({
    study_id: StudyId,
    title: Name.optional(),
    shows: Shows.default(["parameters", "trials"]).transform((parts) => [...new Set(parts)]),
    expires_in_days: z.int().min(1).max(365).default(30),
  }),
  output: z.object({ link: ShareLink, url: z.string() }),
  showsSecret: true,
  errors: ["not_found", "secret_already_shown"],
});

export const listShareLinks = operation({
  id: "share.list",
  summary: "The share links of a study, newest first, without their addresses",
  kind: "query",
  scope: "share:write",
  input: z.strictObject({ study_id: StudyId, limit: PageLimit, cursor: Cursor.optional() }),
  output: page(ShareLink),
  errors: ["not_found"],
});

export const revokeShareLink = operation({
  id: "share.revoke",
  summary: "Revoke a share link; its address stops working at once",
  kind: "mutation",
  scope: "share:write",
  input: z.strictObject({ share_link_id: ShareLinkId }),
  output: ShareLink,
  errors: ["not_found"],
});
