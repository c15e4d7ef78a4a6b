import { handleAccountRequest } from "@/server/trpc/handle-account-request";

export { handleAccountRequest as GET, handleAccountRequest as POST };
