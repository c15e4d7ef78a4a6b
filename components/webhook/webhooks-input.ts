/** The projects that a webhook can be narrowed to. */
export const PROJECTS_NAMED = { limit: 1000 } as const;
