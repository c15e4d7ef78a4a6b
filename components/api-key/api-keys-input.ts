const KEYS_IN_PAGE = 100;

/** Asked alike on the server and in the browser, so that the browser takes over what the server has read. */
export function apiKeysInput({ ended }: { readonly ended: boolean }) {
  return { usable: !ended, limit: KEYS_IN_PAGE };
}

/** The projects that a key can be named after or made for. */
export const PROJECTS_NAMED = { limit: 1000 } as const;
