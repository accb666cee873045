// Makes a picture small before it is sent: less to wait for on a phone's network, and any kind that this browser reads.

const SIDE = 2560;
const QUALITY = 0.85;
const LIMIT = 10_000_000;
const TAKEN = ["image/jpeg", "image/png"];

async function drawn(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((give) => canvas.toBlob(give, "image/jpeg", QUALITY));
}

/** A JPEG of the file; the file itself where the browser cannot draw it and central may; else null. */
export async function shrunk(file) {
  const small = await drawn(file).catch(() => null);
  if (small) return small;
  return TAKEN.includes(file.type) && file.size <= LIMIT ? file : null;
}
