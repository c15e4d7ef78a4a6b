import { expect, test } from "@playwright/test";
import { type IdentityProvider, startIdentityProvider } from "../fixtures/identity-provider";
import { startServer, type TellusServer } from "../fixtures/tellus-server";

const OWNER = "ada@tellus.example";

let provider: IdentityProvider;
let server: TellusServer;
test.beforeAll(async () => {
  provider = await startIdentityProvider();
  server = await startServer({
    env: {
      TELLUS_INIT_EMAIL: OWNER,
      TELLUS_INIT_PASSWORD: "a long enough secret",
      TELLUS_INIT_WORKSPACE: "Lab",
      TELLUS_OIDC_ISSUER: provider.issuer,
      TELLUS_OIDC_ID: provider.clientId,
      TELLUS_OIDC_SECRET: provider.clientSecret,
      TELLUS_OIDC_NAME: "Team login",
    },
  });
});
test.afterAll(async () => {
  await server.stop();
  await provider.stop();
});

test("signing in through an OpenID provider opens the account of the verified address, and what was wanted", async ({
  page,
}) => {
  provider.signsIn({ sub: "1", name: "Ada", email: OWNER, email_verified: true });
  await page.goto(`${server.url}/sign-in?return_to=%2Faccount`);
  await page.getByRole("button", { name: "Sign in with Team login" }).click();
  await expect(page).toHaveURL(`${server.url}/account`);
  await expect(page.getByText(OWNER).first()).toBeVisible();
});

test("S11 an address that is not verified there, or has no account here, opens nothing, and the page says why", async ({
  page,
}) => {
  for (const [somebody, said] of [
    [{ sub: "2", name: "Eve", email: OWNER, email_verified: false }, "has not verified your e-mail address"],
    [{ sub: "3", name: "Eve", email: "eve@tellus.example", email_verified: true }, "sign-up is closed here"],
  ] as const) {
    provider.signsIn(somebody);
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with Team login" }).click();
    await expect(page.getByRole("alert").filter({ hasText: said })).toBeVisible();
    await page.goto(`${server.url}/account`);
    await expect(page).toHaveURL(/\/sign-in/);
  }
});
