/**
 * The simulator's own certificate for localhost and 127.0.0.1, valid from 2020 to 2120, and its private key. Both are
 * public here and guard nothing: they only let the session's TLS be used and tested where no router is.
 */
export const certificate = `
-----BEGIN CERTIFICATE-----
MIIBhDCCASmgAwIBAgIBATAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdLYXJpYnUg
cm91dGVyIHNpbXVsYXRvcjAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAw
MFowIjEgMB4GA1UEAwwXS2FyaWJ1IHJvdXRlciBzaW11bGF0b3IwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAARM19lbvz3NrwLUWmQt2teyQLzF9xxlOHTfsqLveMAk
f0TxWuKU5pQPP/Ual+BBx0OnvsvivSi8AIVu8Ng7xv5eo04wTDAaBgNVHREEEzAR
gglsb2NhbGhvc3SHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUrt5p
QM6QBwSjhZr9xRgySv+qNz8wCgYIKoZIzj0EAwIDSQAwRgIhAN3rOj01EeGVDUdj
kuGtcjdwQJryyX/NglGtGp23eKEHAiEAqqUgRbbw+KoZwZYcZoTeKoVihBKYVYq2
R3qe9egT9ok=
-----END CERTIFICATE-----
`;

export const privateKey = `
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtAdOQoEnRgEyE5bc
yCH6ddFjVF2urIhUZ/+fYJrM3vehRANCAARM19lbvz3NrwLUWmQt2teyQLzF9xxl
OHTfsqLveMAkf0TxWuKU5pQPP/Ual+BBx0OnvsvivSi8AIVu8Ng7xv5e
-----END PRIVATE KEY-----
`;
