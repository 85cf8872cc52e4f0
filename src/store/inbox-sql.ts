// The inbox's statements, the same in both dialects. A lane is a repository in somebody's hands; its row decides between processes.

export const PUT = `
  insert into inbox (id, repo, delivery, received_at, due_at) values (:id, :repo, :delivery, :at, :at)
  on conflict (id) do nothing returning arrival`;

/** What waits and stands behind no delivery of the same repository that is postponed. */
const RIPE = `
  select i.arrival, i.repo from inbox i
  left join (select repo, min(arrival) as first from inbox where done_at is null and due_at > :now group by repo) late
    on late.repo = i.repo
  where i.done_at is null and (late.first is null or i.arrival < late.first)`;

/** Two processes that want the same lane meet at its row: the second looks at it again and goes without. Sorted, so that none deadlock. */
export const CLAIM_LANES = `
  insert into lanes (repo, owner, lease, leased_until)
  select repo, :owner, :lease, :until from (
    ${RIPE} and i.repo not in (select repo from lanes where leased_until > :now)
    order by i.arrival limit :limit) as ripe
  group by repo order by repo
  on conflict (repo) do update set owner = excluded.owner, lease = excluded.lease, leased_until = excluded.leased_until
  where lanes.leased_until <= :now`;

/** Looks again at what is ripe: with the lanes in hand nobody else takes from them. */
export const LEASE = `
  update inbox set lease = :lease, held = 1, attempts = attempts + 1
  where done_at is null and arrival in (
    select arrival from (
      ${RIPE} and i.repo in (select repo from lanes where lease = :lease)
      order by i.arrival limit :limit) as ripe)
  returning arrival, delivery, attempts, received_at`;

export const LEAVE_EMPTY_LANES = `
  delete from lanes where lease = :lease
  and not exists (select 1 from inbox i where i.repo = lanes.repo and i.lease = lanes.lease and i.held = 1)`;

export const DONE = "update inbox set done_at = :now, held = 0 where id = :id and done_at is null";

/** Only by who has it: what another process took over is that one's to postpone. */
export const POSTPONE = `
  update inbox set due_at = :until, last_error = :why, held = 0 where id = :id and done_at is null and held = 1
  and exists (select 1 from lanes l where l.repo = inbox.repo and l.lease = inbox.lease and l.owner = :owner)`;

/** After DONE and POSTPONE, when others see these: the last one in hand gives the lane back. */
export const LEAVE_LANE = `
  delete from lanes where owner = :owner and lease = (select lease from inbox where id = :id)
  and not exists (select 1 from inbox i where i.repo = lanes.repo and i.lease = lanes.lease and i.held = 1)`;

export const RENEW = `
  update lanes set leased_until = :until where owner = :owner and exists (
    select 1 from inbox i where i.id = :id and i.held = 1 and i.repo = lanes.repo and i.lease = lanes.lease)`;

export const COUNT = "select count(*) as waiting, min(received_at) as oldest from inbox where done_at is null";

export const FORGET = `
  delete from inbox where arrival in (
    select arrival from inbox where done_at is not null and done_at < :before order by done_at limit 1000)
  returning arrival`;

export const FORGET_LANES = "delete from lanes where leased_until < :before";
