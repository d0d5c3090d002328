# One image, three services: ROLE decides. Debian, because some native parts are built against glibc.
FROM node:24-bookworm-slim AS build
WORKDIR /karibu
COPY package.json package-lock.json ./
COPY scripts ./scripts
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS libraries
WORKDIR /karibu
COPY package.json package-lock.json ./
COPY scripts ./scripts
# The embedded PostgreSQL is an optional dependency; here a real one is given.
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /karibu
COPY --from=libraries /karibu/node_modules ./node_modules
COPY --from=build /karibu/dist ./dist
COPY package.json ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
