import type { RestartingApi } from "./restarting-api";

export type CallApi = <Result>(method: "GET" | "POST" | "PATCH", path: string, body?: unknown) => Promise<Result>;

/** Requests to one replica with a key. Throws with the problem's code and detail where one is refused. */
export function callApi(api: RestartingApi, key: string): CallApi {
  return async <Result>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${api.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Result & { readonly code?: string; readonly detail?: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.code}: ${answer.detail}`);
    return answer;
  };
}
