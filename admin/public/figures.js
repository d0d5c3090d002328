// Draws each chart of a page out of the table that stands beside it. Without this file the table is there.

const { Chart } = window;
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** The table as columns: the names of its rows, and one series for every further column. */
function readTable(table) {
  const rows = [...table.tBodies[0].rows];
  const [, ...heads] = table.tHead.rows[0].cells;
  return {
    labels: rows.map((row) => row.cells[0].abbr || row.cells[0].textContent.trim()),
    series: heads.map((head, index) => ({
      label: head.textContent.trim(),
      // A month that has not come yet is no point: a line that falls to zero there would tell of a loss.
      data: rows.map((row) =>
        'ahead' in row.dataset ? null : Number(row.querySelectorAll('data')[index].value),
      ),
    })),
  };
}

// Chart.js understands neither custom properties nor oklch(), so each colour is painted on one pixel and read back.
const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

function readColour(name, opacity = 1) {
  pixel.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name);
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** Stronger where there are many, nearly nothing at the ground. */
function fade({ chart: { ctx, chartArea } }) {
  if (!chartArea) return 'transparent';
  const gradient = ctx.createLinearGradient(0, chartArea.top, 0, chartArea.bottom);
  gradient.addColorStop(0, readColour('--chart-new', 0.32));
  gradient.addColorStop(1, readColour('--chart-new', 0.03));
  return gradient;
}

const line = { cubicInterpolationMode: 'monotone', borderWidth: 2, pointRadius: 2.5, pointHoverRadius: 5 };

/** The first series is an area, the second a line over it. */
const looks = [
  () => ({ ...line, ...coloured('--chart-new'), backgroundColor: fade, fill: 'origin', order: 2 }),
  () => ({ ...line, ...coloured('--chart-converted'), pointStyle: 'rectRot', pointRadius: 3.5, order: 1 }),
];

function coloured(name) {
  const colour = readColour(name);
  return { borderColor: colour, backgroundColor: colour, pointBackgroundColor: colour };
}

const dataOf = (figure) => {
  const { labels, series } = readTable(figure.querySelector('table'));
  return { labels, datasets: series.map((one, index) => ({ ...one, ...looks[index]() })) };
};

function options() {
  const words = { color: readColour('--muted-foreground') };
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
  return {
    locale: document.documentElement.lang,
    font,
    maintainAspectRatio: false,
    animation: still.matches ? false : { duration: 350 },
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        grid: { display: false },
        border: { color: readColour('--border') },
        ticks: { ...words, font, maxRotation: 0 },
      },
      y: {
        beginAtZero: true,
        suggestedMax: 4,
        border: { display: false },
        grid: { color: readColour('--border') },
        ticks: { ...words, font, precision: 0, maxTicksLimit: 6 },
      },
    },
    plugins: {
      legend: { display: false },
      tooltip: {
        backgroundColor: readColour('--foreground'),
        titleColor: readColour('--background'),
        bodyColor: readColour('--background'),
        titleFont: font,
        bodyFont: font,
        padding: 10,
        cornerRadius: 8,
        boxPadding: 5,
        usePointStyle: true,
        callbacks: {
          labelColor: ({ dataset: { borderColor } }) => ({ borderColor, backgroundColor: borderColor }),
        },
      },
    },
  };
}

function drawAll() {
  for (const figure of document.querySelectorAll('[data-chart]')) {
    const canvas = figure.querySelector('canvas');
    const drawn = Chart.getChart(canvas);
    if (drawn) {
      drawn.data = dataOf(figure);
      drawn.options = options();
      drawn.update();
    } else {
      new Chart(canvas, { type: 'line', data: dataOf(figure), options: options() });
    }
  }
}

drawAll();
dark.addEventListener('change', drawAll);
still.addEventListener('change', drawAll);
document.addEventListener('htmx:after:settle', ({ target }) => {
  if (target.closest?.('.figures') || target.querySelector?.('[data-chart]')) drawAll();
});
