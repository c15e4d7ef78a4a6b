import { downloadArtifact } from "@/server/pages/download-artifact";

interface ArtifactRouteContext {
  readonly params: Promise<{ workspace: string; artifact: string }>;
}

export async function GET(request: Request, { params }: ArtifactRouteContext): Promise<Response> {
  const { workspace, artifact } = await params;
  return downloadArtifact(request, { workspaceSlug: workspace, artifactId: artifact });
}
