//! The camera of the phone: reads QR codes where the browser can (`BarcodeDetector`); elsewhere codes are
//! typed.

use js_sys::futures::JsFuture;
use js_sys::{Array, Function, JSON, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

/// An open camera.
pub struct Scanner {
    video: JsValue,
    stream: JsValue,
    detector: JsValue,
}

/// Whether this browser reads codes.
pub fn can_scan() -> bool {
    Reflect::has(&window(), &"BarcodeDetector".into()).unwrap_or(false)
}

impl Scanner {
    /// Opens the camera and shows it in this element.
    ///
    /// # Errors
    /// What the browser says: no camera, or nobody allows it.
    pub async fn open(video: JsValue) -> Result<Self, JsValue> {
        let class: Function = at(&window(), "BarcodeDetector")?.dyn_into()?;
        let args = Array::of1(&JSON::parse("{\"formats\":[\"qr_code\"]}")?);
        let detector = Reflect::construct(&class, &args)?;
        let devices = at(&window().navigator(), "mediaDevices")?;
        let wanted = "{\"video\":{\"facingMode\":\"environment\"},\"audio\":false}";
        let stream = promised(&devices, "getUserMedia", &[JSON::parse(wanted)?]).await?;
        Reflect::set(&video, &"srcObject".into(), &stream)?;
        promised(&video, "play", &[]).await?;
        Ok(Self {
            video,
            stream,
            detector,
        })
    }

    /// What it reads now.
    pub async fn look(&self) -> Option<String> {
        let found = promised(&self.detector, "detect", std::slice::from_ref(&self.video)).await;
        let found: Array = found.ok()?.dyn_into().ok()?;
        at(&found.get(0), "rawValue").ok()?.as_string()
    }

    /// Closes the camera.
    pub fn close(self) {
        let _ = self.stop();
    }

    fn stop(&self) -> Result<(), JsValue> {
        let tracks: Array = called(&self.stream, "getTracks", &[])?.dyn_into()?;
        for track in tracks.iter() {
            called(&track, "stop", &[])?;
        }
        Reflect::set(&self.video, &"srcObject".into(), &JsValue::NULL)?;
        Ok(())
    }
}

fn at(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

fn called(object: &JsValue, name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = at(object, name)?.dyn_into()?;
    let list = Array::new();
    for arg in args {
        list.push(arg);
    }
    method.apply(object, &list)
}

async fn promised(object: &JsValue, name: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let promise: Promise = called(object, name, args)?.dyn_into()?;
    JsFuture::from(promise).await
}
