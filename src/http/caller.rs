//! Who sends a request: the bearer token at the door.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Door;
use super::refusal::Refusal;
use crate::identity::{Caller, TokenError};

/// Lets a request in as the caller that its token names; one without a token is
/// anonymous. A token that names nobody is refused, never taken for none.
pub async fn identify(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    match caller(&door, request.headers()).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(refusal) => {
            let unauthorised = refusal.status == StatusCode::UNAUTHORIZED;
            let mut response = refusal.into_response();
            if unauthorised {
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            response
        }
    }
}

async fn caller(door: &Door, headers: &HeaderMap) -> Result<Caller, Refusal> {
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
