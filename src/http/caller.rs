//! Who sends a request: the bearer token at the door.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Door;
use super::refusal::Refusal;
use crate::identity::{Caller, TokenError};

/// Lets a request in as the caller that its token names; one without a token is
/// anonymous. A token that names nobody is refused, never taken for none.
pub async fn identify(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response {
    match caller(&door, request.headers()).await {
        Ok(caller) => {
            let address = address(&request, door.limits.trusted_proxies);
            request.extensions_mut().insert(Caller { address, ..caller });
            next.run(request).await
        }
        Err(refusal) if refusal.status == StatusCode::UNAUTHORIZED => {
            refusal.with(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"").into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// Where a request comes from: the connection's other end, or who the outermost trusted proxy
/// says was at its own. What stands further left in `X-Forwarded-For` anybody can have written.
fn address(request: &Request, proxies: usize) -> Option<IpAddr> {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|end| end.0.ip());
    let Some(outermost) = proxies.checked_sub(1) else {
        return connected;
    };
    let told = request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let told: Vec<_> = told.flat_map(|value| value.split(',')).collect();
    let place = told.len().checked_sub(outermost + 1).or((!told.is_empty()).then_some(0));
    place.and_then(|place| told.get(place)).and_then(|address| read(address.trim())).or(connected)
}

/// An address, with or without a port.
fn read(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port)
}

/// Who sends these headers.
pub async fn caller(door: &Door, headers: &HeaderMap) -> Result<Caller, Refusal> {
    let mut sent = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = sent.next() else {
        return Ok(Caller::anonymous());
    };
    let malformed = "Authorization is not of the form \"Bearer TOKEN\", once.";
    let malformed = || Refusal::new(StatusCode::UNAUTHORIZED, "TOKEN_MALFORMED", malformed);
    if sent.next().is_some() {
        return Err(malformed());
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(malformed());
    }
    let Some(verifier) = &door.verifier else {
        let message = "This service knows no issuer of tokens: nobody can sign in (setting issuer).";
        return Err(Refusal::new(StatusCode::UNAUTHORIZED, "TOKEN_ISSUER", message));
    };
    verifier.verify(token.trim()).await.map_err(refusal)
}

fn refusal(error: TokenError) -> Refusal {
    let status = match error {
        TokenError::IssuerUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNAUTHORIZED,
    };
    Refusal::new(status, error.code(), error.to_string())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        let from = |forwarded: &str, proxies| {
            let mut request = Request::new(Body::empty());
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 9], 80))));
            if !forwarded.is_empty() {
                request.headers_mut().insert("x-forwarded-for", forwarded.parse().expect("a header"));
            }
            address(&request, proxies).map(|address| address.to_string())
        };
        let cases = [
            ("192.0.2.1", 0, "10.0.0.9"),
            ("", 1, "10.0.0.9"),
            ("192.0.2.1", 1, "192.0.2.1"),
            ("198.51.100.7, 192.0.2.1", 1, "192.0.2.1"),
            ("198.51.100.7, 192.0.2.1, 10.0.0.8", 2, "192.0.2.1"),
            ("192.0.2.1", 2, "192.0.2.1"),
            ("[2001:db8::1]:443", 1, "2001:db8::1"),
            ("192.0.2.1:5000", 1, "192.0.2.1"),
            ("nonsense", 1, "10.0.0.9"),
        ];
        for (forwarded, proxies, expected) in cases {
            assert_eq!(from(forwarded, proxies).as_deref(), Some(expected), "{forwarded} {proxies}");
        }
    }
}
