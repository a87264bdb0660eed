<?php

declare(strict_types=1);

namespace Drupal\nodejs\Command;

use Drupal\nodejs\Console;
use Symfony\Component\Console\Attribute\AsCommand;
use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Make new secrets for site and server; keeps them nowhere.
 *
 * For core's own command line, "dr", of Drupal 11.4 and later.
 */
#[AsCommand(name: 'nodejs:pair', description: 'Make new secrets for site and server; keeps them nowhere.')]
final class PairCommand extends Command {

  public function __construct(
    private readonly Console $console,
  ) {
    parent::__construct();
  }

  /**
   * {@inheritdoc}
   */
  protected function configure(): void {
    $this->addArgument('url', InputArgument::REQUIRED, 'The address of this site, such as https://example.com.');
  }

  /**
   * {@inheritdoc}
   */
  protected function execute(InputInterface $input, OutputInterface $output): int {
    ['line' => $line, 'server' => $server] = $this->console->pair((string) $input->getArgument('url'));
    $output->writeln(['For settings.php:', "\$settings['nodejs']['pairing'] = '$line';", '', "For the server's drupal-nodejs.json:", $server], OutputInterface::OUTPUT_RAW);
    return Command::SUCCESS;
  }

}
