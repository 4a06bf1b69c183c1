functions = {
  list    = { memory = 512, architecture = "arm64" }
  show    = { memory = 1024 }
  nightly = { memory = 3008, timeout = 900 }
  resize  = { memory = 2048, tmp = 2048 }
}
