import type { NextAuthOptions, User } from "next-auth";
import { decode } from "next-auth/jwt";
import credentialsProvider from "next-auth/providers/credentials";
import { admitIdentity, personOfIdentity } from "@/server/account/admit-identity";
import { logger } from "@/server/kernel/process-logger";
import { publicAddress } from "@/server/kernel/public-address";
import { checkCredentials } from "./check-credentials";
import { clientAddress } from "./client-address";
import { type IdentityProviderId, identityOf, identityProviders } from "./identity-providers";
import { safeReturnPath } from "./session-return-path";
import { sessionSecret } from "./session-secret";
import { createSession, deleteSession, findSession } from "./session-store";

const SESSION_SECONDS = 30 * 86_400;

interface SigningIn extends User {
  readonly userAgent: string | null;
  /** The session this browser had before; it ends when the new one begins. */
  readonly replaces: string | null;
}

/**
 * The cookie is an encrypted token that carries nothing but the secret of a session row, which is looked up on every check:
 * deleting the row signs the person out at once.
 */
export function nextAuthOptions(): NextAuthOptions {
  const secure = publicAddress().startsWith("https:");
  const cookieName = secure ? "__Host-tellus-session" : "tellus-session";
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: secure,
    cookies: { sessionToken: { name: cookieName, options: { httpOnly: true, sameSite: "lax", path: "/", secure } } },
    pages: { signIn: "/sign-in", signOut: "/", error: "/sign-in" },
    providers: [passwordProvider(cookieName), ...identityProviders()],
    // Its own logger writes what a stranger sent, line breaks and all, past ours.
    logger: {
      // What a provider answered is for the operator; what else is refused, anybody can bring about.
      error: (code, metadata) => {
        const error = metadata instanceof Error ? metadata : metadata.error;
        logger().warn("next-auth refused a request", { code, ...(code.startsWith("OAUTH") ? { error } : {}) });
      },
      warn: (code) => logger().debug("next-auth warns", { code }),
      debug: () => undefined,
    },
    callbacks: {
      redirect: ({ url, baseUrl }) => `${publicAddress() || baseUrl}${safeReturnPath(pathOf(url))}`,
      async signIn({ user, account }) {
        if (account === null || account.type === "credentials") return true; // authorize below has let them in
        const identity = identityOf(user);
        if (identity === null) return refusedAt("email_unverified");
        // Only providers of ours come here, by the ids we gave them.
        const admission = await admitIdentity({ provider: account.provider as IdentityProviderId, identity });
        return "refused" in admission ? refusedAt(admission.refused) : true;
      },
      async jwt({ token, user, account }) {
        if (user !== undefined && account?.type === "oauth")
          return { sid: await beginIdentitySession(user, account.provider) };
        if (user !== undefined) return { sid: await beginSession(user as SigningIn) }; // from authorize below
        const person = typeof token.sid === "string" ? await findSession(token.sid) : null;
        return person === null ? {} : { sid: token.sid, person };
      },
      // Only what the pages need: nothing of the token reaches the browser.
      session: ({ session, token }) => ({ expires: session.expires, person: token.person ?? null }),
    },
    events: {
      async signOut({ token }) {
        if (typeof token?.sid === "string") await deleteSession(token.sid);
      },
    },
  };
}

function passwordProvider(cookieName: string) {
  return credentialsProvider({
    id: "password",
    name: "password",
    credentials: { email: { type: "email" }, password: { type: "password" } },
    async authorize(given, request): Promise<SigningIn | null> {
      const headers = new Headers(request.headers as Record<string, string>);
      const outcome = await checkCredentials(given, clientAddress(headers));
      // next-auth hands the text of an error to the sign-in form.
      if (outcome.kind === "wait") throw new Error(`wait:${outcome.seconds}`);
      if (outcome.kind === "wrong") return null;
      return {
        id: outcome.person.id,
        userAgent: headers.get("user-agent"),
        replaces: await presentSession(headers, cookieName),
      };
    },
  });
}

/** Back to the sign-in page, which says why. */
function refusedAt(reason: string): string {
  return `${publicAddress()}/sign-in?error=${reason}`;
}

/** Whoever `signIn` has admitted has an account by now. */
async function beginIdentitySession(user: unknown, provider: string): Promise<string> {
  const personId = await personOfIdentity(provider, identityOf(user)?.subject ?? "");
  if (personId === null) throw new Error(`An identity of ${provider} was admitted and has no account.`);
  return createSession({ personId, userAgent: null });
}

async function beginSession({ id, userAgent, replaces }: SigningIn): Promise<string> {
  if (replaces !== null) await deleteSession(replaces);
  return createSession({ personId: id, userAgent });
}

async function presentSession(headers: Headers, cookieName: string): Promise<string | null> {
  const cookies = (headers.get("cookie") ?? "").split(/;\s*/).map((cookie) => cookie.split("=", 2));
  const value = cookies.find(([name]) => name === cookieName)?.[1];
  if (value === undefined) return null;
  const token = await decode({ token: value, secret: sessionSecret() }).catch(() => null);
  return typeof token?.sid === "string" ? token.sid : null;
}

function pathOf(url: string): string {
  if (url.startsWith("/")) return url;
  if (!URL.canParse(url)) return "/";
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}
