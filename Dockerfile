# The server: judge, hooks and command line. Built in one stage, run in another that has no build tools.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# The build runs once the sources are there, not on install.
RUN npm ci --ignore-scripts
COPY scripts ./scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends git \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY schema ./schema
COPY app.yml ./
RUN ln -s /app/dist/cli/main.js /usr/local/bin/lanekeeper \
  && install --directory --owner=node --group=node --mode=0711 /data
USER node
VOLUME /data
EXPOSE 3000
# The port may have been set by PORT, as `serve` reads it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# Signals go to the program itself: no shell, no npm in front of it.
ENTRYPOINT ["lanekeeper"]
CMD ["serve", "--host", "0.0.0.0", "--data", "/data"]
