export interface SignInFaults {
  readonly email?: string;
  readonly password?: string;
  readonly form?: string;
}

/** What a person is told for what the server answered. It never says which of the two was wrong. */
export function signInFaults(error: string): SignInFaults {
  const wait = /^wait:(\d+)$/.exec(error)?.[1];
  if (wait !== undefined) {
    const minutes = Math.ceil(Number(wait) / 60);
    return { form: `Too many tries. Try again in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.` };
  }
  if (error === "CredentialsSignin") return { form: "E-mail and password do not match. Check both and try again." };
  return { form: "The server could not be reached. Try again in a moment." };
}
