// ThumbHash: some 25 bytes become a small soft picture that stands in for a photo until its thumbnail has come.
// Source: Evan Wallace, "ThumbHash", https://evanw.github.io/thumbhash; indexer/thumbhash.py makes them. Photos are opaque
// here, so alpha is left out, and the picture is square: the page stretches it to the photo's shape.

const SIDE = 16; // pixels; the highest term has 3 waves
const COLOUR_SCALE = 1.25;

const cosines = Array.from({ length: 8 }, (_, term) =>
  Float32Array.from({ length: SIDE }, (_, at) => Math.cos((Math.PI / SIDE) * (at + 0.5) * term)));

const HEADER = makeHeader();

/** Return the address of a picture (a data: URL) for a hash in Base64. */
export function placeholderOf(thumbhash) {
  const bytes = Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0));
  const picture = new Uint8Array(HEADER.length + SIDE * SIDE * 3);
  picture.set(HEADER);
  paint(bytes, picture.subarray(HEADER.length));
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...picture))}`;
}

function paint(bytes, pixels) {
  const [light, yellow, red] = readChannels(bytes);
  let at = 0;
  for (let y = SIDE - 1; y >= 0; y -= 1) { // a bitmap begins with the lowest row
    const [l, p, q] = [light(y), yellow(y), red(y)];
    for (let x = 0; x < SIDE; x += 1) {
      const blue = l[x] - (2 / 3) * p[x];
      const redness = (3 * l[x] - blue + q[x]) / 2;
      pixels[at] = toByte(blue);
      pixels[at + 1] = toByte(redness - q[x]);
      pixels[at + 2] = toByte(redness);
      at += 3;
    }
  }
}

/** Read luminance, yellow against blue, and red against green: each a function that gives the row at y. */
function readChannels(bytes) {
  const low = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
  const high = bytes[3] | (bytes[4] << 8);
  const isLandscape = high >> 15;
  const across = Math.max(3, isLandscape ? 7 : high & 7);
  const down = Math.max(3, isLandscape ? high & 7 : 7);
  const nibbles = readNibbles(bytes);
  return [
    makeChannel(nibbles, (low & 63) / 63, ((low >> 18) & 31) / 31, across, down),
    makeChannel(nibbles, ((low >> 6) & 63) / 31.5 - 1, (((high >> 3) & 63) / 63) * COLOUR_SCALE, 3, 3),
    makeChannel(nibbles, ((low >> 12) & 63) / 31.5 - 1, (((high >> 9) & 63) / 63) * COLOUR_SCALE, 3, 3),
  ];
}

function* readNibbles(bytes) {
  for (const byte of bytes.subarray(5)) {
    yield byte & 15;
    yield byte >> 4;
  }
}

function makeChannel(nibbles, mean, scale, across, down) {
  const rows = []; // of terms, by their waves down
  for (let row = 0; row < down; row += 1) {
    const terms = new Float32Array(across);
    for (let column = row ? 0 : 1; column * down < across * (down - row); column += 1) {
      terms[column] = 2 * ((nibbles.next().value ?? 7.5) / 7.5 - 1) * scale;
    }
    rows.push(terms);
  }
  return (y) => {
    const line = new Float32Array(SIDE).fill(mean);
    for (let column = 0; column < across; column += 1) {
      let height = 0;
      for (let row = 0; row < down; row += 1) height += rows[row][column] * cosines[row][y];
      for (let x = 0; x < SIDE; x += 1) line[x] += height * cosines[column][x];
    }
    return line;
  };
}

function toByte(share) {
  return Math.round(255 * Math.min(1, Math.max(0, share)));
}

/** Make the header of a bitmap of 24 bits a pixel: https://en.wikipedia.org/wiki/BMP_file_format. */
function makeHeader() {
  const header = new DataView(new ArrayBuffer(54));
  header.setUint16(0, 0x424d);
  header.setUint32(2, 54 + SIDE * SIDE * 3, true);
  header.setUint32(10, 54, true);
  header.setUint32(14, 40, true);
  header.setInt32(18, SIDE, true);
  header.setInt32(22, SIDE, true);
  header.setUint16(26, 1, true);
  header.setUint16(28, 24, true);
  return new Uint8Array(header.buffer);
}
