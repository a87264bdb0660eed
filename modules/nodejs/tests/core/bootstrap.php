<?php

/**
 * @file
 * Loads what the tests of the framework-free core need: no Drupal, no Composer.
 */

declare(strict_types=1);

require __DIR__ . '/../../src/Core/autoload.php';
require __DIR__ . '/../../nodejs.legacy.inc';
require __DIR__ . '/../src/RecordingTransport.php';
require __DIR__ . '/RecordingHost.php';
require __DIR__ . '/../src/SocketServer.php';
require __DIR__ . '/MemoryOutboxStore.php';
require __DIR__ . '/MemoryBreaker.php';
