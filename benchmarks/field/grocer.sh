git init --quiet --initial-branch main
meshwright init --yes --name freshcart --preset standard --product none --team delivery-squad --owner ana.silva --channel "#delivery-data"
meshwright new domain delivery --owner delivery-squad --purpose "Brings orders to the door; the source of when they arrived."
meshwright new product delivery/rounds --system round-planner --status active \
  --purpose "Which order was delivered on which round, and when." \
  --port stops --type files --role analyst \
  --server "lake,type=s3,location=s3://freshcart/delivery/rounds/stops/v1/,format=parquet" \
  --object stops --grain "One row for each order of a round." \
  --column "stop_id:string:key:internal Identifies the stop." \
  --column "order_number:string:required:internal The order that was delivered." \
  --column "delivered_at:timestamp:required:internal When it was handed over, in UTC." \
  --slo latency=4h --slo frequency=1h --slo retention=1y
meshwright new port delivery/rounds/daily --type files --role analyst \
  --object rounds --grain "One row for each round." \
  --column "round_id:string:key:internal Identifies the round." \
  --column "stops:integer:required:internal How many orders it had." \
  --column "started_at:timestamp:required:internal When the van left, in UTC." \
  --slo latency=26h --slo frequency=1d --slo retention=1y
meshwright new entity order --definition "What a customer bought at one time." --steward delivery-squad --scheme order-number \
  --pattern "^FC[0-9]{8}$" --example FC00012345 --column delivery/rounds/stops@1/stops/order_number
meshwright new team finance-squad --owner li.wei --channel "#finance-data"
meshwright new agreement delivery/rounds/stops@1 --team finance-squad --use "refunds board" --role analyst --purpose refunds --column stops/order_number
meshwright check
git add --all
git commit --quiet --message "Add the product delivery/rounds"
