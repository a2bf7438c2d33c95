//! What is sent: bytes at hand, or chunks that are made while they are sent.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body as Sent, Bytes, Frame, SizeHint};
use tokio::sync::mpsc::Receiver;

/// The body of an answer.
pub enum Body {
    Whole(Option<Bytes>),
    /// Chunks, and how many bytes they come to where that is known.
    Chunks(Receiver<io::Result<Bytes>>, Option<u64>),
}

impl Body {
    pub fn new(bytes: Vec<u8>) -> Body {
        Body::Whole((!bytes.is_empty()).then(|| bytes.into()))
    }
}

impl Sent for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.get_mut() {
            Body::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Body::Chunks(receiver, left) => receiver.poll_recv(context).map(|chunk| {
                chunk.map(|chunk| {
                    let chunk = chunk?;
                    *left = left.map(|left| left.saturating_sub(chunk.len() as u64));
                    Ok(Frame::data(chunk))
                })
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Body::Whole(None) | Body::Chunks(_, Some(0)))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Body::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Body::Chunks(_, Some(left)) => SizeHint::with_exact(*left),
            Body::Chunks(_, None) => SizeHint::default(),
        }
    }
}
