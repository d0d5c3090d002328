import { create } from 'qrcode';

/** Around the code, in modules: what a reader needs to find it (ISO/IEC 18004). */
const quietZone = 4;

/** A QR code as inline SVG: no image, no script, nothing that the policy of the page forbids. */
export const QrCode = ({ text, label }: { text: string; label: string }) => {
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules;
  const side = size + 2 * quietZone;
  return (
    <svg
      class="qr"
      viewBox={`${-quietZone} ${-quietZone} ${side} ${side}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={drawModules(size, data)} />
    </svg>
  );
};

/** A bar for each run of dark modules, row by row. */
function drawModules(size: number, data: Uint8Array): string {
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = x;
      while (x < size && data[y * size + x]) x++;
      if (x > from) path += `M${from} ${y}h${x - from}v1h${from - x}z`;
    }
  }
  return path;
}
