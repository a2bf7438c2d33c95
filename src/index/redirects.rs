//! Redirects, as `*.openpublishing.redirection*.json` files state them.
