/**
 * Tells the toolkit the nonce of this page, before the toolkit is loaded: on loading it tries out a style element, which
 * the page's policy lets in only with the nonce.
 */
const nonce = document.currentScript?.nonce;
if (nonce !== undefined) {
  const meta = document.createElement("meta");
  meta.setAttribute("property", "csp-nonce");
  meta.content = nonce;
  document.head.append(meta);
}

export {};
