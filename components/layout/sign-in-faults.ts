export interface SignInFaults {
  readonly email?: string;
  readonly password?: string;
  readonly form?: string;
}

/** Why somebody whom an identity provider vouches for was not let in; `OAuth…` are next-auth's own words. */
const REFUSALS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    email_unverified:
      "That provider has not verified your e-mail address. Verify it there, or sign in with your password.",
    sign_up_closed:
      "There is no account for that address, and sign-up is closed here. Ask a member of your team for an invitation.",
    not_set_up:
      "This server is not set up yet. Its operator makes the first account with the code that the server prints.",
    AccessDenied: "The provider did not let you in. Try again, or sign in with your password.",
    OAuthCallback: "Signing in there did not work out. Try again, or sign in with your password.",
    OAuthSignin: "The provider could not be reached. Try again in a moment, or sign in with your password.",
  }),
);

/** What a person is told for what the server answered. It never says which of the two was wrong. */
export function signInFaults(error: string): SignInFaults {
  const wait = /^wait:(\d+)$/.exec(error)?.[1];
  if (wait !== undefined) {
    const minutes = Math.ceil(Number(wait) / 60);
    return { form: `Too many tries. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.` };
  }
  if (error === "CredentialsSignin") return { form: "E-mail and password do not match. Check both and try again." };
  const refusal = REFUSALS.get(error);
  if (refusal !== undefined) return { form: refusal };
  return { form: "The server could not be reached. Try again in a moment." };
}
