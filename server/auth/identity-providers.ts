import githubProvider from "next-auth/providers/github";
import googleProvider from "next-auth/providers/google";
import type { Provider } from "next-auth/providers/index";
import { env } from "@/server/env";

export type IdentityProviderId = "github" | "google" | "oidc";

/** Who somebody is to an identity provider. */
export interface ProvidedIdentity {
  /** The provider's own name of the person, which never changes. */
  readonly subject: string;
  readonly name: string;
  readonly email: string;
  /** Whether the provider has made sure that the address is theirs: without that it proves nothing. */
  readonly emailVerified: boolean;
}

/** What a provider tells next-auth of a person, with our reading of it. */
type Profile = ProvidedIdentity & { readonly id: string };

interface Claims {
  readonly sub?: unknown;
  readonly name?: unknown;
  readonly email?: unknown;
  readonly email_verified?: unknown;
  readonly preferred_username?: unknown;
}

/** The identity providers that the environment names, as next-auth wants them. */
export function identityProviders(): readonly Provider[] {
  const { github, google, oidc } = env().identityProviders;
  const providers: Provider[] = [];
  if (oidc !== undefined) providers.push(oidcProvider(oidc));
  if (google !== undefined) providers.push({ ...googleProvider(google), profile: profileOfClaims });
  if (github !== undefined)
    providers.push({ ...githubProvider(github), userinfo: GITHUB_USERINFO, profile: profileOfClaims });
  return providers;
}

/** Their ids and what their buttons say. */
export function identityProviderNames(): readonly { readonly id: IdentityProviderId; readonly name: string }[] {
  const { github, google, oidc } = env().identityProviders;
  return [
    ...(oidc === undefined ? [] : [{ id: "oidc" as const, name: oidc.name }]),
    ...(google === undefined ? [] : [{ id: "google" as const, name: "Google" }]),
    ...(github === undefined ? [] : [{ id: "github" as const, name: "GitHub" }]),
  ];
}

function oidcProvider({
  issuer,
  name,
  ...client
}: {
  issuer: string;
  name: string;
  clientId: string;
  clientSecret: string;
}) {
  return {
    id: "oidc",
    name,
    type: "oauth" as const,
    ...client,
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce" as const, "state" as const, "nonce" as const],
    profile: profileOfClaims,
  };
}

function profileOfClaims(claims: Claims): Profile {
  const subject = String(claims.sub ?? "");
  const email = typeof claims.email === "string" ? claims.email : "";
  const named = [claims.name, claims.preferred_username, email].find((name) => typeof name === "string" && name !== "");
  return { id: subject, subject, email, name: String(named ?? subject), emailVerified: claims.email_verified === true };
}

interface GithubUser {
  readonly id: number;
  readonly login: string;
  readonly name?: string | null;
}

interface GithubAddress {
  readonly email: string;
  readonly primary: boolean;
  readonly verified: boolean;
}

const GITHUB = "https://api.github.com";

/** GitHub says which address is verified in a list of its own only; the answer is dressed as claims. */
const GITHUB_USERINFO = {
  url: `${GITHUB}/user`,
  async request({ tokens }: { readonly tokens: { readonly access_token?: string } }) {
    const read = async (path: string): Promise<unknown> => {
      const reply = await fetch(`${GITHUB}${path}`, {
        headers: { Authorization: `Bearer ${tokens.access_token ?? ""}`, "User-Agent": "tellus" },
      });
      if (!reply.ok) throw new Error(`GitHub answered ${reply.status} to ${path}.`);
      return reply.json();
    };
    const { id, login, name } = (await read("/user")) as GithubUser; // as its API documents
    const addresses = (await read("/user/emails")) as readonly GithubAddress[];
    const address = addresses.find(({ primary, verified }) => primary && verified);
    return {
      sub: String(id),
      name: name ?? login,
      ...(address === undefined ? {} : { email: address.email, email_verified: true }),
    };
  },
};

/** The identity in what next-auth hands to its callbacks; null when a provider left out what it must say. */
export function identityOf(user: unknown): ProvidedIdentity | null {
  if (typeof user !== "object" || user === null) return null;
  const { subject, name, email, emailVerified } = user as Partial<ProvidedIdentity>;
  if (typeof subject !== "string" || subject === "" || typeof email !== "string") return null;
  return { subject, email, name: typeof name === "string" ? name : email, emailVerified: emailVerified === true };
}
