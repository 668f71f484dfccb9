//! What is posted, to a webhook or to the push service of a browser: the same way out for both.

use super::Post;
use crate::push::PushPost;
use bytes::Bytes;
use domain::webhooks::Address;
use std::borrow::Cow;

/// A POST, whatever it is for.
pub(super) struct Call<'a> {
    pub address: &'a Address,
    pub agent: &'static str,
    pub kind: &'static str,
    pub headers: Vec<(&'static str, Cow<'a, str>)>,
    pub body: Bytes,
}

impl<'a> Call<'a> {
    pub(super) fn of_webhook(post: &'a Post) -> Self {
        Self {
            address: &post.address,
            agent: "luochui-webhooks",
            kind: "application/json",
            headers: vec![
                ("webhook-id", (&post.message).into()),
                ("webhook-timestamp", post.seconds.to_string().into()),
                ("webhook-signature", (&post.signature).into()),
            ],
            body: Bytes::from(post.body.clone()),
        }
    }

    pub(super) fn of_push(post: &'a PushPost) -> Self {
        Self {
            address: &post.address,
            agent: "luochui-push",
            kind: "application/octet-stream",
            headers: vec![
                ("authorization", (&post.authorization).into()),
                ("content-encoding", "aes128gcm".into()),
                ("ttl", post.seconds.to_string().into()),
                ("topic", (&post.topic).into()),
                ("urgency", post.urgency.into()),
            ],
            body: Bytes::from(post.body.clone()),
        }
    }
}
