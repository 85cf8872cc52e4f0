// Opens the store: PostgreSQL where a URL says so, a SQLite file in the data folder otherwise. Never opens a database it does not know.
import { type Inbox, Incomplete, type Ledger } from "../ports.ts";
import type { Database } from "./database.ts";
import { SqlInbox } from "./inbox.ts";
import { SqlLedger } from "./ledger.ts";
import { openSqlite } from "./sqlite.ts";
import { sqliteDriver } from "./sqlite-driver.ts";
import { Wake } from "./wake.ts";

export interface Store {
  readonly ledger: Ledger;
  readonly inbox: Inbox;
  /** Resolves where something can be written now; throws Incomplete where it cannot. */
  ping(): Promise<void>;
  /** Finishes what was asked for, lets go of who waits, then refuses. */
  close(): Promise<void>;
}

export async function openStore(where: { readonly url: string | null; readonly data: string }): Promise<Store> {
  const wake = new Wake();
  if (where.url === null) return storeOn(openSqlite(where.data, await sqliteDriver()), wake);
  if (!/^postgres(ql)?:\/\//.test(where.url) || !URL.canParse(where.url)) {
    throw new Incomplete("DATABASE_URL is no PostgreSQL address", "write postgres://user:password@host:5432/database");
  }
  const { openPostgres } = await import("./postgres.ts");
  return storeOn(await openPostgres(where.url, () => wake.ring()), wake);
}

export function storeOn(database: Database, wake: Wake): Store {
  return {
    ledger: new SqlLedger(database),
    inbox: new SqlInbox(database, wake),
    ping: () => database.ping(),
    close: async () => {
      wake.ring();
      await database.close();
    },
  };
}
