import { expect, test } from "../fixtures/dashboard-test";
import { callAsPage } from "../fixtures/page-calls";

test("an invitation for somebody else says so, is not used up, and lets one switch accounts", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  complaints.expect(/ERR_CONNECTION_REFUSED|Failed to fetch/);
  await signIn({ anew: true });
  const { url } = await callAsPage<{ url: string }>(page, `trpc/${account.workspace}/invitation.create`, {
    role: "viewer",
    expires_in_days: 1,
    email: "grace@tellus.example",
  });
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation is for somebody else");
  await expect(page.getByText(`You are signed in as ${account.email}`)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Join/ })).toHaveCount(0);
  await page.route("**/api/auth/**", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Sign out and go on" }).click();
  await expect(page.getByText("The server could not be reached")).toBeVisible();
  await page.unroute("**/api/auth/**");
  await page.getByRole("button", { name: "Sign out and go on" }).click();
  await expect(page).toHaveURL(url);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Join /);
  await expect(page.getByLabel("E-mail")).toHaveValue("grace@tellus.example");
  await page.goto(`${url}x`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This invitation cannot be used");
});
