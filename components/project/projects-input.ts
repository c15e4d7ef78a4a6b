/** Asked alike on the server and in the browser, so that the browser takes over what the server has read. */
export const PROJECTS_PAGE = { limit: 100 } as const;
