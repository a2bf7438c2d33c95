//! Colours of CSS, and how well one is read on another.
//!
//! Conversions: <https://www.w3.org/TR/css-color-4/#color-conversion-code>. Contrast: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

mod names;

/// A colour as OKLCH has it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Colour {
    /// Lightness, 0 to 1.
    pub l: f64,
    /// Chroma, 0 for grey.
    pub c: f64,
    /// Hue in degrees.
    pub h: f64,
    /// 1 for one that is not translucent.
    pub alpha: f64,
}

impl Colour {
    /// Reads a name, `#` and digits, or a function such as `oklch(…)` with its numbers.
    pub fn read(text: &str) -> Option<Colour> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            return hex(digits);
        }
        let Some((function, rest)) = text.split_once('(') else {
            return match &*text {
                "transparent" => Some(Colour { l: 0.0, c: 0.0, h: 0.0, alpha: 0.0 }),
                name => hex(names::digits(name)?),
            };
        };
        call(function.trim_end(), rest.strip_suffix(')')?)
    }

    pub fn of_linear(rgb: [f64; 3], alpha: f64) -> Colour {
        let lms = multiply(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ],
            rgb,
        );
        let lab = multiply(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ],
            lms.map(f64::cbrt),
        );
        Colour::of_lab(lab, alpha)
    }

    fn of_lab([l, a, b]: [f64; 3], alpha: f64) -> Colour {
        Colour { l, c: a.hypot(b), h: b.atan2(a).to_degrees().rem_euclid(360.0), alpha }
    }

    fn lab(self) -> [f64; 3] {
        let (sin, cos) = self.h.to_radians().sin_cos();
        [self.l, self.c * cos, self.c * sin]
    }

    /// Linear light of red, green and blue, cut to what a screen can show.
    fn linear(self) -> [f64; 3] {
        let lms = multiply(
            [
                [1.0, 0.3963377774, 0.2158037573],
                [1.0, -0.1055613458, -0.0638541728],
                [1.0, -0.0894841775, -1.2914855480],
            ],
            self.lab(),
        );
        let rgb = multiply(
            [
                [4.0767416621, -3.3077115913, 0.2309699292],
                [-1.2684380046, 2.6097574011, -0.3413193965],
                [-0.0041960863, -0.7034186147, 1.7076147010],
            ],
            lms.map(|value| value.powi(3)),
        );
        rgb.map(|value| value.clamp(0.0, 1.0))
    }

    /// This colour, where it is translucent, as it looks on another.
    pub fn on(self, ground: Colour) -> Colour {
        let (over, under) = (self.linear().map(encoded), ground.linear().map(encoded));
        let mixed = [0, 1, 2].map(|at| over[at] * self.alpha + under[at] * (1.0 - self.alpha));
        Colour::of_linear(mixed.map(decoded), 1.0)
    }

    /// This colour mixed with another in OKLab; 1 leaves it as it is.
    pub fn mix(self, share: f64, other: Colour) -> Colour {
        let alpha = self.alpha * share + other.alpha * (1.0 - share);
        let (one, two) = (self.lab(), other.lab());
        let part = |at: usize| {
            let sum = one[at] * self.alpha * share + two[at] * other.alpha * (1.0 - share);
            if alpha > 0.0 { sum / alpha } else { 0.0 }
        };
        Colour::of_lab([part(0), part(1), part(2)], alpha)
    }

    /// The colour as `#rrggbb`, without its alpha.
    pub fn hex(self) -> String {
        let digits = self.linear().map(|part| format!("{:02x}", (encoded(part) * 255.0).round() as u8));
        format!("#{}", digits.concat())
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

/// The contrast of a text on a ground that is not translucent: 1 to 21.
pub fn contrast(text: Colour, ground: Colour) -> f64 {
    let (one, two) = (text.on(ground).luminance(), ground.luminance());
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

fn multiply(matrix: [[f64; 3]; 3], by: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * by[0] + row[1] * by[1] + row[2] * by[2])
}

fn decoded(value: f64) -> f64 {
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn encoded(value: f64) -> f64 {
    if value <= 0.0031308 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 }
}

fn hex(digits: &str) -> Option<Colour> {
    if !matches!(digits.len(), 3 | 4 | 6 | 8) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let step = if digits.len() < 6 { 1 } else { 2 };
    let parts: Vec<f64> = (0..digits.len() / step)
        .map(|at| u8::from_str_radix(&digits[at * step..(at + 1) * step], 16).unwrap_or(0))
        .map(|value| f64::from(value) / if step == 1 { 15.0 } else { 255.0 })
        .collect();
    let alpha = parts.get(3).copied().unwrap_or(1.0);
    Some(Colour::of_linear([decoded(parts[0]), decoded(parts[1]), decoded(parts[2])], alpha))
}

/// A number, and whether it is a percentage.
type Number = (f64, bool);

fn call(function: &str, inner: &str) -> Option<Colour> {
    let (space, inner) = match function {
        "color" => inner.trim().split_once(' ')?,
        _ => ("", inner),
    };
    let spaced = inner.replace([',', '/'], " ");
    let parts: Vec<Number> = spaced.split_whitespace().map(number).collect::<Option<_>>()?;
    let (&[one, two, three], alpha) = (parts.first_chunk::<3>()?, parts.get(3));
    if parts.len() > 4 {
        return None;
    }
    let alpha = alpha.map_or(1.0, |&alpha| share(alpha, 1.0)).clamp(0.0, 1.0);
    let linear = |rgb: [f64; 3]| Some(Colour::of_linear(rgb, alpha));
    match function {
        "rgb" | "rgba" => linear([one, two, three].map(|part| decoded((share(part, 255.0) / 255.0).clamp(0.0, 1.0)))),
        "hsl" | "hsla" => linear(hsl(one.0, two.0 / 100.0, three.0 / 100.0).map(decoded)),
        "hwb" => {
            let (white, black) = (two.0 / 100.0, three.0 / 100.0);
            let sum = (white + black).max(1.0);
            let pure = hsl(one.0, 1.0, 0.5);
            linear(pure.map(|part| decoded(part * (1.0 - (white + black) / sum) + white / sum)))
        }
        "oklch" => Some(Colour { l: share(one, 1.0), c: share(two, 0.4), h: three.0, alpha }),
        "oklab" => Some(Colour::of_lab([share(one, 1.0), share(two, 0.4), share(three, 0.4)], alpha)),
        "lab" => linear(lab([one.0, share(two, 125.0), share(three, 125.0)])),
        "lch" => {
            let (sin, cos) = three.0.to_radians().sin_cos();
            let chroma = share(two, 150.0);
            linear(lab([one.0, chroma * cos, chroma * sin]))
        }
        "color" => {
            let rgb = [share(one, 1.0), share(two, 1.0), share(three, 1.0)];
            match space {
                "srgb" => linear(rgb.map(decoded)),
                "srgb-linear" => linear(rgb),
                "display-p3" => linear(multiply(
                    [
                        [1.2249401763, -0.2249401763, 0.0],
                        [-0.0420569547, 1.0420569547, 0.0],
                        [-0.0196375546, -0.0786360456, 1.0982736001],
                    ],
                    rgb.map(decoded),
                )),
                _ => None,
            }
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<Number> {
    if text == "none" {
        return Some((0.0, false));
    }
    let (text, percent) = match text.strip_suffix('%') {
        Some(text) => (text, true),
        None => (text.strip_suffix("deg").unwrap_or(text), false),
    };
    let good = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-' | b'e'));
    let value: f64 = text.parse().ok().filter(|_| good)?;
    value.is_finite().then_some((value, percent))
}

/// A number as it is, a percentage of the whole.
fn share((value, percent): Number, whole: f64) -> f64 {
    if percent { value / 100.0 * whole } else { value }
}

fn hsl(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let amplitude = saturation.clamp(0.0, 1.0) * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|offset| {
        let at = (offset + hue.rem_euclid(360.0) / 30.0) % 12.0;
        lightness - amplitude * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)
    })
}

/// CIE Lab, whose white is D50, to linear light.
fn lab([l, a, b]: [f64; 3]) -> [f64; 3] {
    let y = (l + 16.0) / 116.0;
    let value = |f: f64| if f.powi(3) > 216.0 / 24389.0 { f.powi(3) } else { (116.0 * f - 16.0) * 27.0 / 24389.0 };
    let xyz = [value(y + a / 500.0) * 0.9642956764, value(y), value(y - b / 200.0) * 0.8251046025];
    multiply(
        [
            [3.1341359569, -1.6173863321, -0.4906619460],
            [-0.9787955030, 1.9162543774, 0.0334427412],
            [0.0719553798, -0.2289768264, 1.4053860351],
        ],
        xyz,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let check = |text: &str, want: &str| {
            let shown = Colour::read(text).map(|colour| {
                let alpha = if colour.alpha < 1.0 { format!(" {:.2}", colour.alpha) } else { String::new() };
                colour.hex() + &alpha
            });
            assert_eq!(shown.as_deref().unwrap_or("none"), want, "{text}");
        };
        check("#0B6480", "#0b6480");
        check("#fff8", "#ffffff 0.53");
        check("RebeccaPurple", "#663399");
        check("rgb(11, 100, 128)", "#0b6480");
        check("rgb(50% 0% 100% / 25%)", "#8000ff 0.25");
        check("hsl(120deg 100% 25.1%)", "#008000");
        check("hwb(194 0% 0%)", "#00c3ff");
        check("oklch(62.8% 0.2577 29.23)", "#ff0000");
        check("oklab(0.45201 -0.03246 -0.31153)", "#0000ff");
        check("lab(50% 0 0)", "#777777");
        check("lch(29.57% 131.2 301.36)", "#0000ff");
        check("color(srgb 1 0.502 0)", "#ff8000");
        check("color(display-p3 1 1 1)", "#ffffff");
        check("transparent", "#000000 0.00");
        for text in ["", "red;}", "#12", "#gggggg", "rgb(1 2)", "rgb(1 2 3 4 5)", "url(x)", "color(a 1 2 3)", "inherit"]
        {
            check(text, "none");
        }
    }

    #[test]
    fn contrasts() {
        let check = |text: &str, ground: &str, want: &str| {
            let ratio = contrast(Colour::read(text).unwrap(), Colour::read(ground).unwrap());
            assert_eq!(format!("{ratio:.2}"), want, "{text} on {ground}");
        };
        check("black", "white", "21.00");
        check("#767676", "white", "4.54");
        check("white", "white", "1.00");
        check("rgb(0 0 0 / 50%)", "white", "3.98");
        check("#16242a", "#fdfcfa", "15.52");
    }

    #[test]
    fn mixing() {
        let (black, white) = (Colour::read("black").unwrap(), Colour::read("white").unwrap());
        assert!((white.mix(0.25, black).l - 0.25).abs() < 1e-6);
        assert!((white.mix(0.5, Colour::read("transparent").unwrap()).alpha - 0.5).abs() < 1e-9);
    }
}
