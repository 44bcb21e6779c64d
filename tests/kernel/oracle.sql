-- The kernel's formulas a second time, as SQL over tables fact, unit, indicator and target: an independent oracle.
-- greatest() and least() skip nulls, so every one of them is guarded: missing must not become zero.

create or replace view latest as
select unit, indicator, month, value
from fact
qualify row_number() over (partition by unit, indicator, month order by version desc) = 1;

create or replace view year_to_date as
select g.unit, g.indicator, g.month, g.peer_group, g.target, g.applicable,
       g.dimension, g.dimension_weight, g.weight, g.rule, g.missing,
       case when g.nature <> 'flow' then l.value
            when count(l.value) over year = g.month then sum(l.value) over year
       end as actual
from (select * from unit
      cross join indicator
      cross join (select unnest(range(1, 13)) as month)
      join target using (unit, indicator)) as g
left join latest as l using (unit, indicator, month)
window year as (partition by g.unit, g.indicator order by g.month);

create or replace view measured as
select *,
       case when target > 0 then actual / target end as completion,
       case when applicable then actual end as counted,
       max(counted) over (partition by peer_group, indicator, month) as best
from year_to_date;

create or replace view cell as
select *,
       (completion - month / 12.0) * 100 as gap_points,
       case when completion is not null and month < 12 then greatest(target - actual, 0) / (12 - month) end as run_rate,
       case when not applicable then null
            when actual is null then null
            when rule = 'completion' and completion is not null then least(greatest(completion * 100, 0), 120)
            when rule = 'steps' then case when round(completion, 9) >= 1 then 100
                                          when round(completion, 9) >= 0.8 then 75
                                          when round(completion, 9) >= 0.5 then 50
                                          when completion is not null then 0
                                     end
            when rule = 'efficacy' then (actual - 600) / (1200 - 600) * 40 + 60
            when rule = 'best' then case when best > 0 then least(greatest(actual / best * 100, 0), 100) end
       end as score,
       case when not applicable then 'not_applicable'
            when actual is null then 'not_reported'
            when gap_points is null then 'not_applicable'
            when round(gap_points, 9) >= 0 then 'on_pace'
            when round(gap_points, 9) >= -10 then 'slightly_behind'
            else 'behind'
       end as light
from measured;

create or replace view by_dimension as
select unit, peer_group, month, dimension, dimension_weight,
       sum(weight * coalesce(score, 0)) / sum(weight) as score
from cell
where applicable and (score is not null or missing = 'zero')
group by unit, peer_group, month, dimension, dimension_weight;

create or replace view total as
select unit, peer_group, month, sum(dimension_weight * score) / sum(dimension_weight) as total
from by_dimension
group by unit, peer_group, month;

create or replace view league as
select unit, month, total,
       rank() over (partition by peer_group, month order by round(total, 9) desc nulls last) as place
from total;
