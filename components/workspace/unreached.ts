/** What is said when a request got no answer of ours: no connection, or something on the way answered in our place. */
export const UNREACHED = "The server could not be reached. Try again in a moment.";
