import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** For servers of tests: of `mx.test` and `localhost`, valid until 2126, made by openssl. */
export const certificate = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBoTCCAUigAwIBAgIUJuHS5Vb0TDc4W2V1Eb6evXlqZ4UwCgYIKoZIzj0EAwIw
IDEeMBwGA1UEAwwVU2x1aWNlIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyNTE2MDYy
MFoYDzIxMjYxMTAxMTYwNjIwWjASMRAwDgYDVQQDDAdteC50ZXN0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEorTjhWtfQGj32Xa2YFjAiDghaZ18YpnGLIK9uXym
4AXPhlOXEUndTleOnNFF4LF0ACK25qO54bMV+9SKzpHVKaNsMGowHQYDVR0RBBYw
FIIHbXgudGVzdIIJbG9jYWxob3N0MAkGA1UdEwQCMAAwHQYDVR0OBBYEFB2lOI26
sQ3P4Axyz4hYGkqn0Hd7MB8GA1UdIwQYMBaAFKWhV0Q3XMHwqijtHolK3M4hUMHN
MAoGCCqGSM49BAMCA0cAMEQCIAGcxfRRq0j/Gj+63aK9ljkiwF1qPDk7ByP1fs3R
n3P+AiAuveo8yb/146Umy48oGuJYld3A18WzeVvZM7HSLRP9cQ==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1e+2FJA+GhD3X2eF
DpGY6EnJH4QrwmvjsKq3/rcvCMmhRANCAASitOOFa19AaPfZdrZgWMCIOCFpnXxi
mcYsgr25fKbgBc+GU5cRSd1OV46c0UXgsXQAIrbmo7nhsxX71IrOkdUp
-----END PRIVATE KEY-----
`,
};

/** The authority that signed it; its own key is gone. */
const authority = `-----BEGIN CERTIFICATE-----
MIIBljCCAT2gAwIBAgIUMVi2KYB2loP5OAsKezZ2dA1dFWYwCgYIKoZIzj0EAwIw
IDEeMBwGA1UEAwwVU2x1aWNlIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyNTE1NTky
NloYDzIxMjYxMTAxMTU1OTI2WjAgMR4wHAYDVQQDDBVTbHVpY2UgdGVzdCBhdXRo
b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATRzGSijD0rKqz6GBLjGpLc
N3GLqliszyv+TqEIsc1fnUxDgX2VYMLhwZVcPx4WOwd/HVjxu+lR5Vj794xyEH+E
o1MwUTAdBgNVHQ4EFgQUpaFXRDdcwfCqKO0eiUrcziFQwc0wHwYDVR0jBBgwFoAU
paFXRDdcwfCqKO0eiUrcziFQwc0wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD
AgNHADBEAiAzv5sV0tLnYQhTg9OzvKmPyV2Jk+66JEmMSDRsPn+8kQIgZ28uKr3r
wHkpA32FS8VZr7x53j1YO8kjKOfiIFtMC6o=
-----END CERTIFICATE-----
`;

/** Lets this process know the authority, until the scope ends. */
export function trustAuthority(): Disposable {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, authority]);
  return { [Symbol.dispose]: () => setDefaultCACertificates(before) };
}
