import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "@/server/auth/content-security-policy";

/** Gives every page its own nonce and content security policy; shared pages have theirs from `server/pages`. It decides nothing about access: pages and services do. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  // Next reads the nonce for its own scripts from here.
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: ["/((?!api/|_next/static/|icon.svg|share/).*)"] };
