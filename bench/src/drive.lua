-- Sends the request bodies of a file, one a line, in turn, and writes what wrk counted as one line of JSON.
-- Arguments: the file, how many threads there are, and "check" to look into every answer for errors: that costs the
-- load generator time, so it is done while the server warms up, not while it is measured.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  requests = {}
  local headers = { ["content-type"] = "application/json", ["accept"] = "application/json" }
  for body in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("POST", wrk.path, headers, body)
  end
  -- Each thread starts elsewhere, so that they do not ask the same at the same time.
  place = math.floor(number * #requests / tonumber(args[2]))
  faults = 0
  fault = ""
  if args[3] == "check" then
    response = function(status, _, body)
      if status ~= 200 or body:find('"errors":', 1, true) then
        faults = faults + 1
        fault = status .. " " .. body:sub(1, 300)
      end
    end
  end
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local faults, fault = 0, ""
  for _, thread in ipairs(threads) do
    faults = faults + thread:get("faults")
    if fault == "" then fault = thread:get("fault") end
  end
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"microseconds":%d,"bytes":%d,"p50":%d,"p99":%d,"most":%d,'
      .. '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,"faults":%d,"fault":"%s"}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout,
    faults, fault:gsub('[%c"\\]', "'")
  ))
end
