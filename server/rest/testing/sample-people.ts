const TIME = "2026-11-24T00:00:00Z";

export const member = {
  person_id: "per_0192f0c1a2b37c8d9e0f112233445566",
  name: "Ada",
  email: "ada@tellus.example",
  role: "member",
  joined_at: TIME,
};

export const invitation = {
  id: "inv_0192f0c1a2b37c8d9e0f112233445566",
  role: "viewer",
  email: null,
  state: "open",
  created_at: TIME,
  expires_at: TIME,
};
