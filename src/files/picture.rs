//! Width and height of pictures, from their first bytes.
#![expect(clippy::disallowed_methods, reason = "`files` reads")]

use std::{fs::File, io::Read, path::Path};

use crate::{source::SitePath, tag::tags};

/// Bytes that tell the size of nearly every picture.
const HEAD: u64 = 16 << 10;
/// Bytes after which a picture's size is given up: a JPEG may hold previews before it, and the very tag of an SVG the
/// drawing in another program's form.
const MOST: u64 = 2 << 20;

/// Width and height of a picture in pixels; `None` where the file is no picture or does not say.
pub fn size(root: &Path, path: &SitePath) -> Option<(u32, u32)> {
    let measure = if path.has_extension("svg") { svg_size } else { raster_size };
    let mut file = File::open(root.join(path.as_str())).ok()?;
    let mut bytes = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut bytes).ok()?;
    let size = measure(&bytes);
    if size.is_some() || (bytes.len() as u64) < HEAD {
        return size;
    }
    file.take(MOST - HEAD).read_to_end(&mut bytes).ok()?;
    measure(&bytes)
}

fn raster_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let side = |side: usize| u32::try_from(side).ok().filter(|&side| side > 0);
    Some((side(size.width)?, side(size.height)?))
}

/// `width` and `height` of the first `<svg>` where they are in pixels, else the size of its `viewBox`; with only one of
/// them the other follows from the box.
fn svg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = String::from_utf8_lossy(bytes);
    let tag = tags(&text).find(|tag| !tag.end && tag.name == "svg")?;
    let attribute = |name| Some(tag.attribute(name)?.value.as_str());
    let length = |name| {
        let text = attribute(name)?.trim();
        text.strip_suffix("px").unwrap_or(text).parse::<f64>().ok().filter(|&length| length > 0.0)
    };
    let view = attribute("viewbox").and_then(|text| {
        let mut numbers = text.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty()).skip(2);
        let mut side = || numbers.next()?.parse::<f64>().ok().filter(|&side| side > 0.0);
        Some((side()?, side()?))
    });
    let (width, height) = match (length("width"), length("height"), view) {
        (Some(width), Some(height), _) | (None, None, Some((width, height))) => (width, height),
        (Some(width), None, Some(view)) => (width, width * view.1 / view.0),
        (None, Some(height), Some(view)) => (height * view.0 / view.1, height),
        (_, _, None) => return None,
    };
    let side = |side: f64| (side.is_finite() && side < f64::from(u32::MAX)).then(|| side.round().max(1.0) as u32);
    Some((side(width)?, side(height)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vector_pictures_have_sizes() {
        let check = |text: &str, want| assert_eq!(svg_size(text.as_bytes()), want, "{text}");
        check("<?xml version='1.0'?><!-- <svg width=1> --><svg width='20' height=\"10.4px\">", Some((20, 10)));
        check("<svg viewBox='0 0 30,40'/>", Some((30, 40)));
        check("<svg width='100%' height='100%' viewBox='0 0 30 40'/>", Some((30, 40)));
        check("<svg width='60' viewBox='0 0 30 40'/>", Some((60, 80)));
        check("<svg width='2em' height='1'>", None);
        check("<svg width='NaN' height='inf'>", None);
        check("<svg viewBox='0 0 0 0'>", None);
        check("<svg", None);
        check("", None);
    }

    #[test]
    fn files_have_sizes_and_garbage_has_none() {
        let root = std::env::temp_dir().join(format!("docwright-picture-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        let check = |name: &str, bytes: &[u8], want| {
            std::fs::write(root.join(name), bytes).unwrap();
            assert_eq!(size(&root, &name.into()), want, "{name}");
        };
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x7b\0\0\x01\x41\x08\x06\0\0\0";
        check("a.png", png, Some((123, 321)));
        check("renamed.jpg", png, Some((123, 321)));
        check("cut.png", &png[..20], None);
        check("empty.png", b"", None);
        let mut jpeg = b"\xFF\xD8".to_vec();
        for _ in 0..3 {
            jpeg.extend(b"\xFF\xE1\xFF\xFF");
            jpeg.extend([0; 0xFFFD]);
        }
        jpeg.extend(b"\xFF\xC0\0\x11\x08\0\x20\0\x10\x03");
        check("long.jpg", &jpeg, Some((16, 32)));
        check("cut.jpg", &jpeg[..jpeg.len() - 8], None);
        let mut seed = 1u32;
        for head in
            [&b"\x89PNG\r\n\x1a\n"[..], b"\xFF\xD8\xFF", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ", b"BM", b"\0\0\x01\0"]
        {
            for _ in 0..200 {
                let mut bytes = head.to_vec();
                bytes.extend((0..64).map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) as u8
                }));
                std::fs::write(root.join("x.png"), bytes).unwrap();
                let _ = size(&root, &"x.png".into());
            }
        }
        assert_eq!(size(&root, &"gone.png".into()), None);
        std::fs::remove_dir_all(&root).unwrap();
    }
}
