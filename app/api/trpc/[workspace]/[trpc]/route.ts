import { handleTrpcRequest } from "@/server/trpc/handle-trpc-request";

interface TrpcRouteContext {
  readonly params: Promise<{ workspace: string }>;
}

async function handle(request: Request, { params }: TrpcRouteContext): Promise<Response> {
  return handleTrpcRequest(request, (await params).workspace);
}

export { handle as GET, handle as POST };
