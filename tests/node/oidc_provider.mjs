// A certified OpenID provider on loopback, for tests: node oidc_provider.mjs '{"port": …, "jwks": {…}, "redirect": …, "after": …}'.
// Anybody may log in under any name, on the provider's own development pages.
import Provider from "oidc-provider";

const { port, jwks, redirect, after, audience } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "regio", client_secret: "between-us", redirect_uris: [redirect], post_logout_redirect_uris: [after],
      response_types: ["code"], grant_types: ["authorization_code"], id_token_signed_response_alg: "ES256",
    },
    {
      client_id: "public", token_endpoint_auth_method: "none", redirect_uris: [redirect], post_logout_redirect_uris: [after],
      response_types: ["code"], grant_types: ["authorization_code"], id_token_signed_response_alg: "ES256",
    },
    {
      client_id: "sister", client_secret: "of-the-sister", redirect_uris: [], response_types: [],
      grant_types: ["client_credentials"], id_token_signed_response_alg: "ES256",
    },
  ],
  jwks,
  cookies: { keys: ["only for tests"] },
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => "https://regio.example/api",
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "", audience, accessTokenFormat: "jwt", accessTokenTTL: 300, jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
});

provider.listen(port, "127.0.0.1", () => process.stdout.write(`${issuer}\n`));
