import NextAuth from "next-auth";
import { nextAuthOptions } from "@/server/auth/next-auth-options";
import { isSameOrigin } from "@/server/auth/same-origin";

interface AuthRouteContext {
  readonly params: Promise<{ nextauth: string[] }>;
}

async function handle(request: Request, context: AuthRouteContext): Promise<Response> {
  if (request.method !== "GET" && !isSameOrigin(request.headers)) {
    return Response.json({ message: "This request did not come from a page of Tellus." }, { status: 403 });
  }
  return NextAuth(nextAuthOptions())(request, context);
}

export { handle as GET, handle as POST };
